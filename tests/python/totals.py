"""Counts and sums of a graph, in the form in which dealgraph tells them."""


def is_absent(value):
    return value is None or value == "" or value != value


def totals(nodes, edges):
    """`edges` are the attributes of each edge."""
    count, money = 0, {}
    for edge in edges:
        count += 1
        currency = edge.get("money_currency")
        if is_absent(currency):
            continue
        total = money.setdefault(currency, {"edges": 0, "lower": 0, "upper_stated": 0, "open": 0})
        total["edges"] += 1
        total["lower"] += int(edge["money_lower"])
        if is_absent(edge.get("money_upper")):
            total["open"] += 1
        else:
            total["upper_stated"] += int(edge["money_upper"])
    return {"nodes": nodes, "edges": count, "money": money}
