"""The registers behind table two: normative documents, matters, fees, procurement, budgets, and nil returns."""
