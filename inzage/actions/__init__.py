from inzage.actions.residents import KEPT, forget_absent, recognise

__all__ = ["KEPT", "forget_absent", "recognise"]
