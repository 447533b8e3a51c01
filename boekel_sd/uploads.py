from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemoryOnly(MemoryFileUploadHandler):
    """Holds uploads in memory, and stops reading what is longer than allowed: there is no handler after this one.

    A file that is too large arrives cut off just past the limit, so that a form can say so and keep what was typed.
    """

    def handle_raw_input(self, input_data, meta, content_length, boundary, encoding=None):
        self.activated = True

    def receive_data_chunk(self, raw_data, start):
        if start > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            return
        self.file.write(raw_data)

    def file_complete(self, file_size):
        return super().file_complete(min(file_size, self.file.tell()))
