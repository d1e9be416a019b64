"""单证：一份出具了就不再改的纸——编号、核验码、定下来的事实、归档的 PDF。

业务线声明有哪几种（declarations/documents.py），收集事实，叫 services/issuing.py 出具；
同一件事同样的事实只有一份，内容变了出新的一份，旧的记「已更正」，业务撤销了记「已作废」。
PDF 第一次要的时候排版（rendering.py）、盖章（seal.py）、归档，以后一字节不变；
生人凭核验码或文件核验（services/verifying.py）。
"""
