package io.github.tracingstarter.instrument.feign;

import java.util.List;

import feign.BaseBuilder;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Adds the capability to each Feign builder before it builds, anywhere in the
 * application.
 */
final class FeignHook implements WovenHook {

	private final ObjectProvider<TracingCapability> provider;

	FeignHook(ObjectProvider<TracingCapability> provider) {
		this.provider = provider;
	}

	@Override
	public String name() {
		return "feign";
	}

	@Override
	public String subject() {
		return "HTTP clients that are made within methods";
	}

	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		TracingCapability capability = this.provider.getIfAvailable();
		if (capability != null && self instanceof BaseBuilder<?, ?> builder && !has(builder, capability)) {
			builder.addCapability(capability);
		}
		return null;
	}

	private static boolean has(BaseBuilder<?, ?> builder, TracingCapability capability) {
		List<?> known = PrivateField.of(builder.getClass(), "capabilities", List.class).get(builder);
		return known != null && known.contains(capability);
	}

}
