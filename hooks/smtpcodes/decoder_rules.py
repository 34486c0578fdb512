def decoder_rules(codes, causes, providers, addresses):
    return {}
