"""The tables of the registers: one declaration each, for files, pages, exports and open data alike."""

from gongkai.registers.tables.register import Column, Register, register, registers

__all__ = ["Column", "Register", "register", "registers"]
