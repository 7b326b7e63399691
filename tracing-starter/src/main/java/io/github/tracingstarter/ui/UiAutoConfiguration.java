package io.github.tracingstarter.ui;

import java.util.UUID;

import io.github.tracingstarter.configuration.ConditionalOnSetting;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.SpanHooks;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.sql.StatementPlans;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the page at {@code /tracing}: its path and who may access it.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnUi
@EnableConfigurationProperties(UiProperties.class)
@Import({ ServletUiConfiguration.class, TomcatUiConfiguration.class, WebFluxUiConfiguration.class })
@ImportRuntimeHints(UiRuntimeHints.class)
public final class UiAutoConfiguration {

	@Bean
	UiGate tracingUiGate(UiProperties properties) {
		return new UiGate(properties.allowedHosts());
	}

	@Bean
	UiHandler tracingUiHandler(UiProperties properties, UiGate gate, ObjectProvider<UiRoutes> routes) {
		return new UiHandler(properties, gate, new UiAssets(UiAutoConfiguration.class.getClassLoader()), routes);
	}

	@Bean
	UiAddress tracingUiAddress(Environment environment, UiProperties properties) {
		return new UiAddress(environment, properties.path());
	}

	@Bean
	InstanceId tracingInstanceId() {
		return new InstanceId(UUID.randomUUID().toString().replace("-", ""));
	}

	@Bean
	MetaRoutes tracingMetaRoutes(ApplicationContext context, InstanceId instanceId, UiProperties properties,
			UiGate gate, UiAddress address, ObjectProvider<SampleRequest> sampleRequest,
			ObjectProvider<MetaContributor> contributors) {
		return new MetaRoutes(context, instanceId, properties, gate, address, sampleRequest, contributors);
	}

	@Bean
	UiAnnouncement tracingUiAnnouncement(ApplicationContext context, UiAddress address) {
		return new UiAnnouncement(context, address);
	}

	@Bean
	SmartInitializingSingleton tracingStatementPlansOffer(ObjectProvider<StatementPlans> plans,
			ObjectProvider<Development> development) {
		Development known = development.getIfAvailable();
		return () -> plans.ifAvailable((available) -> available.offer(known != null && known.on()));
	}

	@Bean
	@ConditionalOnSetting(value = "tracing.ui.request-log", isNot = "false")
	RequestLog tracingRequestLog(UiAddress address, UiProperties properties, SpanRedaction redaction, SpanHooks hooks) {
		return new RequestLog(address, properties.slowThreshold(), properties.store().unsampled(),
				(span) -> hooks.apply(redaction.redact(span)), System::nanoTime);
	}

	@Bean
	@ConditionalOnSetting(value = "tracing.ui.access", is = "authenticated")
	AccessCheck tracingUiAccessCheck(ListableBeanFactory beanFactory) {
		return new AccessCheck(beanFactory);
	}

}
