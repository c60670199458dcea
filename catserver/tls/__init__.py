"""The site's own certificates, so that browsers allow cameras without the internet.

A site has one authority, whose certificate is installed on the terminals once, and one server
certificate signed by it. It knows files and X.509, and nothing of the exam. Start with
`site_certificate.py`; docs/certificates.md is for the people who install it.
"""
