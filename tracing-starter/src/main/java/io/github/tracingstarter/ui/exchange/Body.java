package io.github.tracingstarter.ui.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.UiRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request and decompresses it, with a bounded size.
 */
final class Body {

	/**
	 * Maximum size of a decompressed body, because a few kilobytes can become gigabytes.
	 */
	static final int MAX_INFLATED = 16 * 1024 * 1024;

	private Body() {
	}

	static byte[] of(UiRequest request) {
		byte[] body = request.body();
		return isGzip(request.header("Content-Encoding"), body) ? inflate(body) : body;
	}

	/**
	 * Returns whether an encoding is supported.
	 * @param encoding the header Content-Encoding
	 * @return true if it is
	 */
	static boolean isKnown(@Nullable String encoding) {
		return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("gzip")
				|| encoding.strip().equalsIgnoreCase("identity");
	}

	private static boolean isGzip(@Nullable String encoding, byte[] body) {
		// Also detected by its first bytes, because a file chosen for import may be
		// compressed.
		return (encoding != null && encoding.strip().equalsIgnoreCase("gzip"))
				|| (body.length > 2 && body[0] == 0x1F && body[1] == (byte) 0x8B);
	}

	private static byte[] inflate(byte[] body) {
		try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(body))) {
			byte[] inflated = stream.readNBytes(MAX_INFLATED + 1);
			if (inflated.length > MAX_INFLATED) {
				throw new MalformedException(
						"The decompressed body is larger than %d MB.".formatted(MAX_INFLATED / 1024 / 1024));
			}
			return inflated;
		}
		catch (IOException ex) {
			throw new MalformedException("The body is not compressed with gzip.");
		}
	}

}
