"""Performance goals as ratios against a peer or a bare pass in the same run."""
