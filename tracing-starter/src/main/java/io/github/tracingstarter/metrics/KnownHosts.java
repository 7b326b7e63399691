package io.github.tracingstarter.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The first hosts that were called. Later ones are not distinguished.
 */
final class KnownHosts {

	static final String OTHER = "_OTHER";

	private static final Log logger = LogFactory.getLog(KnownHosts.class);

	private final int most;

	private final Set<String> hosts = ConcurrentHashMap.newKeySet();

	private final AtomicInteger size = new AtomicInteger();

	private volatile boolean warned;

	KnownHosts(int most) {
		this.most = most;
	}

	String fold(String host) {
		if (this.hosts.contains(host)) {
			return host;
		}
		if (this.size.get() >= this.most || this.size.incrementAndGet() > this.most) {
			warn();
			return OTHER;
		}
		if (!this.hosts.add(host)) {
			this.size.decrementAndGet();
		}
		return host;
	}

	private void warn() {
		if (!this.warned) {
			this.warned = true;
			logger.warn(
					"http.client.request.duration tells %d hosts apart; further ones are %s. See tracing.metrics.max-hosts"
						.formatted(this.most, OTHER));
		}
	}

}
