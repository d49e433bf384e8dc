"""What press officers paste: found headline, dateline, body and contacts, navigation left out."""
