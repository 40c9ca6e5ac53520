<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>accelbench</name>
    <message numerus="yes">
        <source>%n not completed</source>
        <translation>
            <numerusform>%n not completed</numerusform>
            <numerusform>%n not completed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n thread(s): %2/s</source>
        <translation>
            <numerusform>%1, %n thread: %2/s</numerusform>
            <numerusform>%1, %n threads: %2/s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n rank(s)</source>
        <translation>
            <numerusform>%1, %n rank</numerusform>
            <numerusform>%1, %n ranks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>accelbench::AcceleratorForm</name>
    <message numerus="yes">
        <source>%1: %n rank(s)</source>
        <translation>
            <numerusform>%1: %n rank</numerusform>
            <numerusform>%1: %n ranks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>accelbench::ClusterForm</name>
    <message numerus="yes">
        <source>%n host(s)</source>
        <translation>
            <numerusform>%n host</numerusform>
            <numerusform>%n hosts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rank(s)</source>
        <translation>
            <numerusform>%n rank</numerusform>
            <numerusform>%n ranks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>accelbench::MainWindow</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
