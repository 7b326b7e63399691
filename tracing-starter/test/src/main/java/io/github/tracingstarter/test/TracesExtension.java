package io.github.tracingstarter.test;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Removes earlier traces before each test method, and resolves parameters of the type
 * {@link RecordedTraces}.
 */
class TracesExtension implements BeforeEachCallback, ParameterResolver {

	@Override
	public void beforeEach(ExtensionContext context) {
		traces(context).clear();
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == RecordedTraces.class
				&& parameter.getAnnotatedElement().getAnnotations().length == 0;
	}

	@Override
	public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return traces(context);
	}

	private static RecordedTraces traces(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(RecordedTraces.class);
	}

}
