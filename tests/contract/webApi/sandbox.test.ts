import { describeWebApiContract } from './describeWebApiContract';
import { openSandboxHost } from './openSandboxHost';

describeWebApiContract('the sandbox', openSandboxHost);
