package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.rules.Profile;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Profiles as the command line spells them. */
public final class ProfileNames implements ITypeConverter<Profile>, Iterable<String> {

    @Override
    public Profile convert(String name) {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("not one of " + names()));
    }

    @Override
    public Iterator<String> iterator() {
        return names().iterator();
    }

    private static List<String> names() {
        return Arrays.stream(Profile.values()).map(Profile::toString).toList();
    }
}
