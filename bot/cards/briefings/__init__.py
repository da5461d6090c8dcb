"""Cards about a first talk: asked for, planned, recorded, confirmed, escalated, and what the starter sees."""
