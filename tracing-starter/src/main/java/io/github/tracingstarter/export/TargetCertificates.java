package io.github.tracingstarter.export;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The certificates that a target trusts, and its own. They may be replaced while the
 * application runs, such as certificates that are valid for a day.
 */
final class TargetCertificates {

	private volatile SslBundle bundle;

	TargetCertificates(SslBundle bundle) {
		this.bundle = bundle;
	}

	static TargetCertificates named(String name, SslBundles bundles) {
		TargetCertificates certificates = new TargetCertificates(bundles.getBundle(name));
		bundles.addBundleUpdateHandler(name, (updated) -> certificates.bundle = updated);
		return certificates;
	}

	SslBundle bundle() {
		return this.bundle;
	}

}
