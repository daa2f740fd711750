import GrapnelStore

ProcessHygiene.apply()
await Grapnel.start()
