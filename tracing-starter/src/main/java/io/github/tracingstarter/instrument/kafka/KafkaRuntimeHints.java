package io.github.tracingstarter.instrument.kafka;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.kafka.config.AbstractKafkaListenerContainerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Runtime hints for {@link KafkaPostProcessor} in a native image.
 */
class KafkaRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * Of Spring Cloud Stream, which may be missing.
	 */
	private static final String[] BINDER_TYPES = {
			"org.springframework.cloud.stream.binder.AbstractMessageChannelBinder",
			"org.springframework.integration.kafka.inbound.KafkaMessageDrivenChannelAdapter" };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(KafkaTemplate.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		hints.reflection()
			.registerType(AbstractKafkaListenerContainerFactory.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		for (String type : BINDER_TYPES) {
			hints.reflection().registerType(TypeReference.of(type), MemberCategory.ACCESS_DECLARED_FIELDS);
		}
	}

}
