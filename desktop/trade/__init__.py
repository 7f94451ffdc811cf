"""Goods, prices, quotes and documents."""
