/*
 * Room sandbox/app, browser side of pages of their own. Runs before the platform libraries and hands them the nonce that the
 * content security policy asks of style elements: Fluent's style sheet reads it from FabricConfig, which those libraries
 * set themselves, and its themed styles from CSPSettings.
 */
(function () {
  var nonce = document.currentScript.nonce;
  var config = {};
  window.CSPSettings = { nonce: nonce };
  Object.defineProperty(window, 'FabricConfig', {
    get: function () {
      return Object.assign({}, config, {
        mergeStyles: Object.assign({}, config.mergeStyles, { cspSettings: { nonce: nonce } }),
      });
    },
    set: function (given) {
      config = given;
    },
  });
})();
