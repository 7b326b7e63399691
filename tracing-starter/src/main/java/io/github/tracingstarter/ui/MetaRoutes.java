package io.github.tracingstarter.ui;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/**
 * The route {@code GET /meta}: basic facts about the application.
 */
class MetaRoutes implements UiRoutes {

	private final InstanceId instanceId;

	private final ApplicationContext context;

	private final UiProperties properties;

	private final UiGate gate;

	private final UiAddress address;

	private final ObjectProvider<SampleRequest> sampleRequest;

	private final ObjectProvider<MetaContributor> contributors;

	MetaRoutes(ApplicationContext context, InstanceId instanceId, UiProperties properties, UiGate gate,
			UiAddress address, ObjectProvider<SampleRequest> sampleRequest,
			ObjectProvider<MetaContributor> contributors) {
		this.context = context;
		this.instanceId = instanceId;
		this.properties = properties;
		this.gate = gate;
		this.address = address;
		this.sampleRequest = sampleRequest;
		this.contributors = contributors;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/meta", (request) -> UiResponse.json(meta())));
	}

	private Map<String, Object> meta() {
		Map<String, Object> meta = new LinkedHashMap<>();
		Environment environment = this.context.getEnvironment();
		meta.put("app", environment.getProperty("spring.application.name", "application"));
		meta.put("instanceId", this.instanceId.value());
		meta.put("startedAtUs", this.context.getStartupDate() * 1000);
		meta.put("nowUs", ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
		meta.put("packages",
				AutoConfigurationPackages.has(this.context) ? AutoConfigurationPackages.get(this.context) : List.of());
		meta.put("profiles", List.of(environment.getActiveProfiles()));
		putIfKnown(meta, "version", environment.getProperty("spring.application.version"));
		meta.put("springBoot", SpringBootVersion.getVersion());
		meta.put("java", System.getProperty("java.version"));
		meta.put("path", this.address.path());
		putIfKnown(meta, "baseUrl", this.address.base());
		putIfKnown(meta, "sampleRequest",
				this.sampleRequest.stream()
					.map(SampleRequest::find)
					.filter((path) -> path != null)
					.findFirst()
					.orElse(null));
		meta.put("slowUs", this.properties.slowThreshold().toNanos() / 1000);
		meta.put("readOnly", this.properties.isReadOnly());
		if (!this.properties.isReadOnly()) {
			meta.put("token", this.gate.token());
		}
		putIfKnown(meta, "jaegerUrl", withoutCredentials(this.properties.jaegerUrl()));
		meta.put("ide", this.properties.ide().name().toLowerCase(Locale.ROOT));
		this.contributors.orderedStream().forEach((contributor) -> contributor.contribute(meta));
		return meta;
	}

	/**
	 * Returns a URL without the user and password, for which a browser asks itself.
	 */
	private static @Nullable String withoutCredentials(@Nullable String url) {
		return (url != null) ? url.replaceFirst("://\\S*@", "://").replaceFirst("[?#].*", "") : null;
	}

	private static void putIfKnown(Map<String, Object> meta, String name, @Nullable Object value) {
		if (value != null) {
			meta.put(name, value);
		}
	}

}
