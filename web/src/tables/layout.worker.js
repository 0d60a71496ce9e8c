// A thousand tables take a moment to be placed: the page stays usable meanwhile.
import { place } from './layout.js';

self.onmessage = ({ data: { nodes, edges, framed } }) => self.postMessage(place(nodes, edges, framed));
