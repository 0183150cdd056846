"""The root of every error that a caller of sdgsearch may meet; each room derives its own leaves from it."""


class SdgSearchError(Exception):
    """Something that a person can put right; the message says what, where, and what to do.

    Every room raises subclasses of this one, so a caller needs a single clause:

        try:
            vocabulary = load_vocabulary(folder)
        except SdgSearchError as error:
            sys.exit(str(error))
    """
