"""The settings of companies and rates in the states that the pictures show: a second company, dialogs, what lies below."""

from PySide6.QtWidgets import QWidget

from desktop.ui.settings.bank_dialog import BankDialog
from desktop.ui.settings.company_section import CompanySection
from desktop.ui.settings.rates_section import RatesSection
from desktop.ui.settings.templates_section import TemplatesSection
from desktop.ui.widgets.panes import ScrollPane


def show_below(window: QWidget) -> None:
    """Scroll to the bank accounts and payment terms."""
    for section in window.findChildren(CompanySection):
        for pane in section.findChildren(ScrollPane):
            pane.verticalScrollBar().setValue(pane.verticalScrollBar().maximum())


def show_second_company(window: QWidget) -> None:
    """Choose the company that is not the default one."""
    for section in window.findChildren(CompanySection):
        section.choose(section.chooser.itemData(section.chooser.count() - 1))
        for pane in section.findChildren(ScrollPane):
            pane.verticalScrollBar().setValue(0)


def show_bank(window: QWidget) -> None:
    """Open the form of a bank account, refused for an IBAN that is wrong."""
    for section in window.findChildren(CompanySection):
        section.banks.edit_asked.emit(None)
        for dialog in section.findChildren(BankDialog):
            dialog.editors["bank"].setText("Beispielbank AG, Hamburg")
            dialog.editors["iban"].setText("DE89 3704 0044 0532 0130 01")
            dialog.submit()


def show_template(window: QWidget) -> None:
    """Open the form of a document template beside its page."""
    for section in window.findChildren(TemplatesSection):
        section.add()


def show_rate(window: QWidget) -> None:
    """Open the form of a rate."""
    for section in window.findChildren(RatesSection):
        section.add()
