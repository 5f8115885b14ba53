"""stub"""
from setuptools.command.build_py import build_py
class BuildWithAssets(build_py):
    pass
