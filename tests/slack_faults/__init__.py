"""What goes wrong between conversations and Slack, and a ledger of what was lost or doubled by it.

Slack is played by the double, whose seconds are as much shorter than ours as the server's are. So
it shows our side of the contract, not Slack's.
"""
