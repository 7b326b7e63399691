package io.github.tracingstarter.export.grpc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The static and the dynamic table of RFC 7541.
 */
final class HpackTable {

	/** Appendix A of RFC 7541: pairs of a name and a value, starting at index 1. */
	private static final List<HpackHeader> STATIC = pairs(":authority", "", ":method", "GET", ":method", "POST",
			":path", "/", ":path", "/index.html", ":scheme", "http", ":scheme", "https", ":status", "200", ":status",
			"204", ":status", "206", ":status", "304", ":status", "400", ":status", "404", ":status", "500",
			"accept-charset", "", "accept-encoding", "gzip, deflate", "accept-language", "", "accept-ranges", "",
			"accept", "", "access-control-allow-origin", "", "age", "", "allow", "", "authorization", "",
			"cache-control", "", "content-disposition", "", "content-encoding", "", "content-language", "",
			"content-length", "", "content-location", "", "content-range", "", "content-type", "", "cookie", "", "date",
			"", "etag", "", "expect", "", "expires", "", "from", "", "host", "", "if-match", "", "if-modified-since",
			"", "if-none-match", "", "if-range", "", "if-unmodified-since", "", "last-modified", "", "link", "",
			"location", "", "max-forwards", "", "proxy-authenticate", "", "proxy-authorization", "", "range", "",
			"referer", "", "refresh", "", "retry-after", "", "server", "", "set-cookie", "",
			"strict-transport-security", "", "transfer-encoding", "", "user-agent", "", "vary", "", "via", "",
			"www-authenticate", "");

	/** The dynamic table, newest entry first. */
	private final ArrayDeque<HpackHeader> dynamic = new ArrayDeque<>();

	private int size;

	private int maxSize;

	HpackTable(int maxSize) {
		this.maxSize = maxSize;
	}

	private static List<HpackHeader> pairs(String... texts) {
		List<HpackHeader> headers = new ArrayList<>(texts.length / 2);
		for (int i = 0; i < texts.length; i += 2) {
			headers.add(new HpackHeader(texts[i], texts[i + 1]));
		}
		return List.copyOf(headers);
	}

	/**
	 * Returns the index of a name in the static table.
	 * @param name the name
	 * @return the index, or 0
	 */
	static int indexOf(String name) {
		for (int i = 0; i < STATIC.size(); i++) {
			if (STATIC.get(i).name().equals(name)) {
				return i + 1;
			}
		}
		return 0;
	}

	HpackHeader get(int index) throws Http2Exception {
		if (index > 0 && index <= STATIC.size()) {
			return STATIC.get(index - 1);
		}
		int before = index - STATIC.size() - 1;
		if (index <= 0 || before >= this.dynamic.size()) {
			throw Http2Exception.compression("there is no header field of index " + index);
		}
		for (HpackHeader header : this.dynamic) {
			if (before-- == 0) {
				return header;
			}
		}
		throw new IllegalStateException();
	}

	void add(HpackHeader header) {
		evict(this.maxSize - header.size());
		if (header.size() <= this.maxSize) {
			this.dynamic.addFirst(header);
			this.size += header.size();
		}
	}

	void resize(int newSize) {
		this.maxSize = newSize;
		evict(newSize);
	}

	private void evict(int room) {
		while (this.size > room && !this.dynamic.isEmpty()) {
			this.size -= this.dynamic.removeLast().size();
		}
	}

	int size() {
		return this.size;
	}

	List<HpackHeader> dynamic() {
		return List.copyOf(this.dynamic);
	}

}
