"""A table for pandas: pip install pandas"""

from urllib.parse import urlencode

import pandas as pd

REGISTRY = "http://127.0.0.1:8080"
QUERY = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX reg: <https://w3id.org/so-dang-ky/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?agency ?quarter ?due ?days WHERE {
  ?freshness reg:ofDataset ?dataset ;
             reg:quarter ?quarter ;
             reg:due ?due ;
             reg:daysLate ?days .
  ?dataset dct:publisher/skos:prefLabel ?agency .
  FILTER(LANG(?agency) = "vi")
}
"""

address = f"{REGISTRY}/sparql?{urlencode({'query': QUERY, 'format': 'csv'})}"
late = pd.read_csv(address, parse_dates=["due"])
print(late.dtypes)
days = late.groupby("agency")["days"].agg(["count", "mean", "max"])
print(days.sort_values("max", ascending=False).head())
