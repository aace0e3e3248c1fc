"""S3-compatible object storage: presigned addresses, confirmation, picture derivatives, an embedded
store.

Knows nothing of repairs, people or HTTP frameworks; whoever uses it decides what an object means.
"""
