"""What help desks send by themselves: made sure of, and turned into rows of facts.

Every translation is written from what its vendor publishes, named in its module; none was seen live. They take what
they know and leave out what they do not, and say which part they miss where nothing can be made of a message.
"""
