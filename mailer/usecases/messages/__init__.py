"""Messages: releases read, checked, composed and addressed."""
