"""Publishing the merged feeds: a MergedFeed in, one GTFS zip with its crosswalks out."""
