import { describeFuzz } from './fuzz/describeFuzz';

describeFuzz('bytes and batches', 5000, {
  'request with bytes changed': (grammar) => grammar.mangled(),
  batch: (grammar) => grammar.batch(),
});
