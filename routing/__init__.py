"""The network: multimodal graph, timetable, search, itineraries."""
