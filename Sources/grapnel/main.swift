print("grapnel")
