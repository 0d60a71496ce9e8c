// A thousand tables take a moment to be placed: the page stays usable meanwhile.
import { place } from './layout.js';

self.onmessage = ({ data: { nodes, edges } }) => self.postMessage(place(nodes, edges));
