"""审计链：封上（sealing）、另存链头（anchoring）、查验（verifying）。"""
