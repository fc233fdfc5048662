"""How dependent is an importer, on whom, and at which stage? Shares, concentration, reliance."""
