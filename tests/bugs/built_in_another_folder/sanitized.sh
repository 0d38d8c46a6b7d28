# True when weir links runners with sanitizers.
grep -q fsanitize "$(dirname "$(command -v weir)")/libweir.a.flags"
