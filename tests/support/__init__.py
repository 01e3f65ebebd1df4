"""What tests of several rooms share: made-up data, servers, and readers of what comes out."""
