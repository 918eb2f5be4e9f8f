"""Race: ANN, RNN, GRU and LSTM on one task, by how far back the answer lies.

Being built by helper memory-train (the Race part of issue 6). It will be a card for the lower
tabs: accuracy by distance for each model with error bars over seeds, read from the results of
`chainrule experiment distance`, from a CSV the user opens, or from a small race run here.
"""
