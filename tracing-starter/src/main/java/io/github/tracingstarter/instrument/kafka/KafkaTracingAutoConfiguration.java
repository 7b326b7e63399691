package io.github.tracingstarter.instrument.kafka;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.MappedObservationAutoConfiguration;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.stream.binder.DefaultBinderFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.integration.kafka.inbound.KafkaMessageDrivenChannelAdapter;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Auto-configuration of the tracing of Kafka.
 */
@AutoConfiguration(after = { TracingAutoConfiguration.class, MappedObservationAutoConfiguration.class })
@ConditionalOnTracing
@ConditionalOnClass(KafkaTemplate.class)
@ConditionalOnBean(SpanObservations.class)
@EnableConfigurationProperties(KafkaTracingProperties.class)
@ImportRuntimeHints(KafkaRuntimeHints.class)
@Instrumentation(id = "kafka", name = "Kafka",
		description = "Messages over Kafka: KafkaTemplate and listeners, single and batch.",
		type = "org.springframework.kafka.core.KafkaTemplate", library = "spring-kafka",
		nothing = "no template or listener has been found so far")
public final class KafkaTracingAutoConfiguration {

	@Bean
	ProducerMapper tracingKafkaProducerMapper() {
		return new ProducerMapper();
	}

	@Bean
	ConsumerMapper tracingKafkaConsumerMapper() {
		return new ConsumerMapper();
	}

	@Bean
	BatchMapper tracingKafkaBatchMapper() {
		return new BatchMapper();
	}

	@Bean
	static KafkaPostProcessor kafkaTracingPostProcessor(ObjectProvider<SpanObservations> observations,
			ObjectProvider<KafkaTracingProperties> properties, ObjectProvider<TracingReport> report,
			ObjectProvider<Environment> environment) {
		return new KafkaPostProcessor(observations, properties, report, environment);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DefaultBinderFactory.class, KafkaMessageDrivenChannelAdapter.class })
	static class BinderConfiguration {

		@Bean
		BinderTracing tracingKafkaBinders(KafkaPostProcessor beans) {
			return new BinderTracing(beans);
		}

	}

}
