"""The roster: who is to come, from a table and a folder (or zip) of registration photos.

`roster_table` reads the rows, `photo_folder` the photos, `roster` puts each photo to its candidate
and says in one report everything that is wrong in either. It knows the exam's categories and
accommodations where an exam is given; it knows neither SQL nor HTTP, and whether bytes are a photo
it asks a function that is passed in. Start with `roster.py`.
"""
