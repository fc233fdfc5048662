"""What does a finding look like? Charts and maps as still pictures from one Vega-Lite source."""
