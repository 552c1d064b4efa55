let count: int = "three"
