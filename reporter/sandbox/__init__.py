"""The built-in Graph API on loopback: `server` serves what `api` answers from `world`. Knows nothing of the client.

Simplified against Meta's: a token reads its own account only; cursors go forward only; insights are never delayed and
every version answers alike but for the catalog's removals; video files, comments, collaborators, highlights, account
insights, nested edges other than `insights` and `children`, the multi-id `?ids=` and publishing do not exist; counts
follow smooth curves; app secrets and proofs are not checked; where Meta's text is not known, the nearest known stands.
"""
