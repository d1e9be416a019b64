"""写办件：立（opening）、走一步（moving）、查进度的次数（progress）。"""
