"""Company Atlas: facts in YAML, strictly checked, compiled to Markdown.

The stages, in the only direction in which they may import one another::

    faults -> source -> values -> model -> notation -> records -> archive -> rules
           -> wording -> blocks -> views -> escape -> markdown -> pages -> output -> cli

Faults in data are values of `faults.Fault`; an exception is a bug of ours.
"""
