// The map library as a module: its one file leaves a global, which goes out by names. That file makes
// its worker out of itself, so that nothing of it is fetched twice.

import "maplibre-gl";

export const { addProtocol, LngLatBounds, Map: GlMap, Marker, NavigationControl } = globalThis.maplibregl;
