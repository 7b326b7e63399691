package io.github.tracingstarter.resource;

import java.security.CodeSource;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.info.BuildProperties;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds a name for an application that has none: that of its build, of its jar or of its
 * main class.
 *
 * @param build the properties of the build, if there are any
 * @param mainClass the main class, if it is known
 */
record UnnamedService(@Nullable BuildProperties build, @Nullable Class<?> mainClass) {

	private static final Pattern ARCHIVE = Pattern.compile("/([^/]+)\\.[jw]ar(?:/?!.*)?$");

	private static final Pattern EXPLODED = Pattern.compile("/([^/]+)/WEB-INF/classes/?$");

	private static final Pattern VERSION = Pattern
		.compile("[-_]v?(?:\\d+\\.\\d.*|\\d+(?:-(?:SNAPSHOT|RELEASE|M\\d+|RC\\d+))?)$");

	/** Names that say nothing, because many containers have a jar of that name. */
	private static final Set<String> SAYS_NOTHING = Set.of("app", "application", "main", "root", "server", "service");

	static UnnamedService of(@Nullable BuildProperties build, @Nullable String mainClass,
			@Nullable ClassLoader classLoader) {
		return new UnnamedService(build, (mainClass != null && ClassUtils.isPresent(mainClass, classLoader))
				? ClassUtils.resolveClassName(mainClass, classLoader) : null);
	}

	@Nullable String name() {
		if (this.build != null && StringUtils.hasText(this.build.getName())) {
			return this.build.getName();
		}
		if (this.mainClass == null) {
			return null;
		}
		CodeSource source = this.mainClass.getProtectionDomain().getCodeSource();
		String archive = (source != null) ? archive(String.valueOf(source.getLocation())) : null;
		return (archive != null) ? archive : ClassUtils.getUserClass(this.mainClass).getSimpleName();
	}

	/**
	 * Returns the name of a jar, a WAR or the folder into which it was unpacked, without
	 * the version.
	 * @param location the location of the main class
	 * @return the name, or null if the classes are in folders or the name says nothing
	 */
	static @Nullable String archive(String location) {
		for (Pattern pattern : new Pattern[] { ARCHIVE, EXPLODED }) {
			Matcher matcher = pattern.matcher(location);
			if (matcher.find()) {
				String name = VERSION.matcher(matcher.group(1)).replaceFirst("");
				return (name.isEmpty() || SAYS_NOTHING.contains(name.toLowerCase(Locale.ROOT))) ? null : name;
			}
		}
		return null;
	}

}
