/** Room sandbox/dataverse, Web API. What the sandbox says its version is: the line of the API it follows, with a build of its own. */
export const VERSION = '9.2.0.0';
